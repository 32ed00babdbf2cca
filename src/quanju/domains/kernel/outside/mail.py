"""An e-mail through the server that QUANJU_MAIL names."""

import smtplib
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from quanju.domains.kernel.outside import WAIT_S, NotTaken

Attachment = tuple[str, str, str]
"""Name, content, type."""


def send_mail(
    *,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Hand one e-mail to the server."""
    server = settings.MAIL
    if server is None:
        raise NotTaken("未设置邮件服务器（QUANJU_MAIL）", "no mail server is set (QUANJU_MAIL)")
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
        subject=subject,
        body=body,
        from_email=settings.MAIL_FROM,
        to=[to],
        headers=dict(headers or {}),
        attachments=list(attachments),
        connection=connection,
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        why = str(error)[:200] or type(error).__name__
        raise NotTaken(f"邮件服务器未收下：{why}", f"the server did not take it: {why}") from error
