"""The server that sends e-mail, as the operator names it."""

import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

TIMEOUT_S = 20
PORTS = {"smtp": 25, "smtps": 465}
PERMANENT = 500


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where letters are handed over. Never printed: it holds a password."""

    host: str
    port: int
    username: str
    password: str
    is_tls_begun: bool
    is_tls_from_the_start: bool


def server_of(address: str) -> MailServer:
    """The server in an address such as `smtp://user:password@host:587?tls=1`, or `smtps://…`."""
    parts = urlsplit(address)
    begins_tls = parse_qs(parts.query).get("tls", ["0"])[-1] == "1"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls_begun=begins_tls and parts.scheme == "smtp",
        is_tls_from_the_start=parts.scheme == "smtps",
    )


def is_mail_set_up() -> bool:
    """Whether the operator named a server."""
    return bool(settings.ZHIQIAO_MAIL)


def sender() -> str:
    """The address that letters come from."""
    return str(settings.ZHIQIAO_MAIL_FROM) or server_of(settings.ZHIQIAO_MAIL).username


class MailError(Exception):
    """The server did not take a letter. Holds a code word, never an address or its words."""

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final


def hand_over(letter: EmailMessage) -> None:
    """Gives one letter to the server.

    Raises:
        MailError: it was not taken; final where trying again cannot help.
    """
    server = server_of(settings.ZHIQIAO_MAIL)
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.is_tls_begun,
        use_ssl=server.is_tls_from_the_start,
        timeout=TIMEOUT_S,
    )
    try:
        backend.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise MailError("recipient", is_final=min(codes) >= PERMANENT) from None
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
        raise MailError("sign_in") from None
    except smtplib.SMTPResponseException:
        raise MailError("refused") from None
    except ssl.SSLError:
        raise MailError("encryption") from None
    except (smtplib.SMTPException, OSError):
        raise MailError("unreachable") from None
    except ValueError:
        raise MailError("address", is_final=True) from None
    finally:
        backend.close()  # a connection whose sign-in failed stays open otherwise
