"""Sending a message: to the mail server of the settings, or into a file where none is set."""

import asyncio
import os
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _
from network.foundation.mail_server import MailServer, Tls, mail_server
from network.foundation.settings import Settings

# A server that says nothing for so long is down.
ANSWER_SECONDS = 20


class MailNotTaken(Unavailable):
    code = "mail_not_taken"
    message = _("The mail server did not take the message: %(reason)s")


def message(settings: Settings, name: str, to: str, subject: str, text: str, at: datetime) -> EmailMessage:
    """A message in plain text. The same `name` gives the same Message-ID: a reader tells by it what came twice."""
    made = EmailMessage(policy=SMTP)
    made["From"] = settings.mail_from
    made["To"] = to
    made["Subject"] = " ".join(subject.split())
    made["Date"] = at
    made["Message-ID"] = f"<{name}@{parseaddr(settings.mail_from)[1].rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="base64")
    return made


async def send(settings: Settings, made: EmailMessage) -> None:
    """Hand the message over; once this returns, whoever took it answers for it. MailNotTaken."""
    try:
        if settings.mail_url:
            await asyncio.to_thread(_to_server, mail_server(settings.mail_url.get_secret_value()), made)
        else:
            await asyncio.to_thread(_to_file, settings.outgoing, made)
    except (OSError, smtplib.SMTPException) as error:
        # The error's own text may hold addresses of people.
        raise MailNotTaken(reason=type(error).__name__) from error


def _to_server(server: MailServer, made: EmailMessage) -> None:
    secret = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=ANSWER_SECONDS, context=secret)
        if server.tls is Tls.IMPLICIT
        else smtplib.SMTP(server.host, server.port, timeout=ANSWER_SECONDS)
    ) as session:
        if server.tls is Tls.STARTTLS:
            session.starttls(context=secret)
        if server.user:
            session.login(server.user, server.password)
        session.send_message(made)


def _to_file(folder: Path, made: EmailMessage) -> None:
    """A file named by the Message-ID, so that what is sent twice is there once. It is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{sha256(made['Message-ID'].encode()).hexdigest()[:32]}.eml"
    arriving = file.with_suffix(f".{os.getpid()}")
    arriving.write_bytes(made.as_bytes())
    arriving.replace(file)
