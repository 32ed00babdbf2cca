"""An e-mail: `mailto:auditor@example.cn`, through the server that QUANJU_MAIL names."""

from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.kernel.outside.mail import send_mail


def send(letter: Letter, way: Way) -> None:
    """The seals as a file; the text says how they are checked."""
    send_mail(
        to=way.target,
        subject=f"全局 Quanju · {letter.branch} · 封存 / seal {letter.seals[-1]['number']}",
        body=_body(letter),
        attachments=[(f"{letter.name}.jsonl", letter.lines(), "application/json")],
    )


def _body(letter: Letter) -> str:
    newest = letter.seals[-1]
    return (
        f"第 {newest['first_entry']}–{newest['last_entry']} 条已封存，请保存附件。\n"
        "核对：python check.pyz 导出文件 --against 附件\n\n"
        f"Entries {newest['first_entry']} to {newest['last_entry']} are sealed. Please keep the "
        "attached file.\nTo check: python check.pyz EXPORT --against ATTACHMENT\n\n"
        f"root {newest['root']}\nkey  {letter.public_key}\n"
    )
