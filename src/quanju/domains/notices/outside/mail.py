"""An e-mail to the account's address: `QUANJU_NOTICES_MAIL={account}@example.cn`."""

from quanju.domains.kernel.outside.mail import send_mail
from quanju.domains.notices.outside import Message


def send(message: Message, target: str) -> bool:
    """Taken by the mail server; nobody tells whether it was read."""
    domain = target.rpartition("@")[2]
    send_mail(
        to=message.address or target.replace("{account}", message.account),
        subject=f"全局 Quanju · {message.subject.zh} / {message.subject.en}",
        body=message.words + "\n",
        headers={"Message-ID": f"<{message.key}@{domain}>"},
    )
    return False
