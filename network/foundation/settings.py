"""Every environment variable that Servicemark reads, typed, with its default. README's table is checked by a test."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from network.foundation.i18n import SOURCE
from network.foundation.mail_server import mail_server


class Settings(BaseSettings):
    """Read from `SERVICEMARK_*`. Wrong values stop the program with the variable named."""

    model_config = SettingsConfigDict(env_prefix="SERVICEMARK_", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="Folder of the embedded database, imported files and outputs.")
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL 15 or newer to use instead of the embedded one; a login that may create roles."
    )
    app_password: SecretStr | None = Field(
        None, description="Password of the login `servicemark_app`; made and kept in the data folder when not given."
    )
    postgres_bin: Path | None = Field(None, description="Folder with initdb and pg_ctl for the embedded database.")
    pool_size: int = Field(10, ge=2, le=200, description="Most database connections of one server process.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "", description="Address that people use, such as https://quality.example.com; https makes cookies secure-only."
    )
    trusted_proxy: str = Field("", description="Address of the proxy whose X-Forwarded-For is believed.")
    network_name: str = Field("Northline Service Network", description="Name of the network, in English.")
    network_name_zh: str = Field("北辰服务网络", description="Name of the network, in Chinese.")
    language: str = Field(SOURCE, pattern="^(en|zh_CN)$", description="Language where a person has chosen none.")
    session_hours: int = Field(12, ge=1, le=720, description="Hours after which a sign-in ends.")
    require_second_factor: bool = Field(
        False, description="Whether administrators, HQ managers and auditors must set up a second factor to sign in."
    )
    upload_megabytes: int = Field(50, ge=1, le=2000, description="Largest file taken by the import page.")
    worker: bool = Field(
        True, description="Whether the server does jobs too, such as mailing; see `servicemark worker`."
    )
    worker_silent_seconds: int = Field(
        30, ge=2, le=600, description="A worker that was not heard of for so long is dead, and another does its jobs."
    )
    mail_url: SecretStr | None = Field(
        None,
        description="Mail server, as smtp://user:password@host:587?tls=starttls (or tls=implicit, tls=none); without "
        "one each message becomes a file in the data folder.",
    )
    mail_from: str = Field(
        "Servicemark <servicemark@localhost>", pattern=r"^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$", description="Sender of mail."
    )
    photo_megabytes: int = Field(25, ge=1, le=500, description="Largest photo or document taken as evidence.")
    signing_key: SecretStr | None = Field(
        None,
        description="Key that signs PDFs, ECDSA on P-256, as PEM or the file that holds it; made and kept in the data "
        "folder when not given. Several machines should be given the same.",
    )
    signing_certificate: str = Field(
        "", description="Certificate of that key, as PEM or the file that holds it; given together with the key."
    )
    retest_percent: int = Field(5, ge=0, le=100, description="Units that HQ tests twice, drawn by lot, in percent.")

    @field_validator("mail_url")
    @classmethod
    def _mail_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            mail_server(url.get_secret_value())
        return url

    @cached_property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @cached_property
    def files(self) -> Path:
        """The folder of what people hand in; see `network.foundation.files`."""
        return self.data_dir.resolve() / "files"

    @cached_property
    def outgoing(self) -> Path:
        """The folder of mail, where no mail server is set."""
        return self.data_dir.resolve() / "mail"

    @cached_property
    def address(self) -> str:
        """Where people reach the pages, without a slash at its end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def name_of_network(self, language: str) -> str:
        return self.network_name_zh if language == "zh_CN" else self.network_name
