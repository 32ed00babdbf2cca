"""An e-mail: `mailto:auditor@example.cn`, through the server that QUANJU_MAIL names."""

import smtplib
from urllib.parse import unquote

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from quanju.domains.journal.outside.letters import WAIT_S, Letter, SealNotSent, Way


def send(letter: Letter, way: Way) -> None:
    """The seals as a file; the text says how they are checked."""
    server = settings.MAIL
    if server is None:
        raise SealNotSent("未设置邮件服务器（QUANJU_MAIL）", "no mail server is set (QUANJU_MAIL)")
    connection = get_connection(
        host=server.hostname,
        port=server.port or (465 if server.scheme == "smtps" else 587),
        username=unquote(server.username or ""),
        password=unquote(server.password or ""),
        use_ssl=server.scheme == "smtps",
        use_tls=server.scheme == "smtp+tls",
        timeout=WAIT_S,
    )
    message = EmailMessage(
        subject=f"全局 Quanju · {letter.branch} · 封存 / seal {letter.seals[-1]['number']}",
        body=_body(letter),
        from_email=settings.MAIL_FROM,
        to=[way.target],
        attachments=[(f"{letter.name}.jsonl", letter.lines(), "application/json")],
        connection=connection,
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        why = str(error)[:200] or type(error).__name__
        raise SealNotSent(
            f"邮件服务器未收下：{why}", f"the server did not take it: {why}"
        ) from error


def _body(letter: Letter) -> str:
    newest = letter.seals[-1]
    return (
        f"第 {newest['first_entry']}–{newest['last_entry']} 条已封存，请保存附件。\n"
        "核对：python check.pyz 导出文件 --against 附件\n\n"
        f"Entries {newest['first_entry']} to {newest['last_entry']} are sealed. Please keep the "
        "attached file.\nTo check: python check.pyz EXPORT --against ATTACHMENT\n\n"
        f"root {newest['root']}\nkey  {letter.public_key}\n"
    )
