"""Settings: one frozen record, read once by a door and passed in; every field says what it is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assist.errors import SettingsError


class Settings(BaseSettings):
    """All settings, each read from `ASSIST_<NAME>` (or a `.env` file) by the door that starts the program."""

    model_config = SettingsConfigDict(env_prefix="ASSIST_", env_file=".env", extra="ignore", frozen=True)

    manuals: Path = Field(
        Path("manuals"), description="Folder of PDF manuals that are ingested at start; uploads are kept in the index"
    )
    index: Path = Field(Path("index"), description="Folder of the library on disk: database, vectors, pictures")
    database: str = Field("", description="SQLAlchemy URL; empty means SQLite inside the index folder")
    chroma_url: str = Field("", description="http://host:port of a Chroma server; empty means inside the index folder")
    embedder: str = Field(
        "embedded",
        description="`embedded` (MiniLM from its wheel, int8 ONNX), or a sentence-transformers hub id or folder",
    )
    reranker: str = Field(
        "", description="Cross-encoder that reorders the best passages: a hub id or folder; empty for none"
    )
    glm: str = Field(
        "off",
        description="`off` (answers are extracted, no model is asked), `local`, `local:<hub id or folder>`, or "
        "`<server URL>#<the server's name for the model>`",
    )
    glm_key: SecretStr = Field(SecretStr(""), description="Key of the model server, never shown; empty for none")
    glm_timeout: float = Field(60.0, gt=0, description="Seconds a model's answer may take before it is given up")
    glm_first_token_timeout: float = Field(
        20.0, gt=0, description="Seconds a model server may be silent: before its first token, and between two"
    )
    glm_image_tokens: int = Field(
        1600, ge=64, le=16_000, description="Most image tokens of an answer's pictures together, 28 x 28 pixels each"
    )
    glm_quantization: Literal["none", "int8", "int4"] = Field(
        "none", description="A `local` model's weights: `none`, `int8` or `int4` (both need the extra `quantised`)"
    )
    glm_decoding: Literal["greedy", "authors"] = Field(
        "greedy", description="A `local` model's answers: `greedy` (the same each time), or sampled as its `authors` do"
    )
    glm_threads: int = Field(0, ge=0, le=256, description="Threads of a `local` model on a CPU; 0 takes all cores")
    ocr_engine: str = Field(
        "auto", description="`openvino`, `onnxruntime`, or `auto`: OpenVINO where the processor has AVX-512"
    )
    ocr_models: str = Field(
        "", description="Files of more recognition models (.onnx) for other scripts, by commas, tried where unsure"
    )
    ocr_threads: int = Field(2, ge=1, le=64, description="Threads of the reading process")
    ocr_memory_mb: int = Field(
        1200,
        ge=300,
        description="The reading process is renewed above this many MB (or 1.3 times a fresh one's)",
    )
    ocr_timeout: float = Field(60.0, gt=0, description="Seconds a photo may take to be read before it is given up")
    embed_threads: int = Field(2, ge=1, le=64, description="Threads of the embedder")
    max_upload_mb: int = Field(40, ge=1, description="Largest photo, in MB")
    max_zip_mb: int = Field(1500, ge=1, description="Largest zip of photos, in MB")
    max_photo_mp: float = Field(60.0, gt=0, description="Largest photo, in millions of pixels")
    max_manual_mb: int = Field(200, ge=1, description="Largest manual, in MB")
    max_manual_pages: int = Field(3000, ge=1, description="Most pages a manual may have")
    page_timeout: float = Field(60.0, gt=0, description="Seconds a manual's page may take before it is given up")
    mask_exports: bool = Field(True, description="Faces and private print are painted over on photos that are saved")
    mask_remote: bool = Field(
        True, description="Faces and private words are covered before anything goes to a model on another machine"
    )
    mask_stored: bool = Field(
        False, description="Faces and private print are painted over on a photo before it is kept, which reads it first"
    )
    api_max_request_mb: int = Field(
        400, ge=1, description="Largest request to the API, in MB: a triage job's photos together"
    )
    api_rate: int = Field(240, ge=1, description="Requests a minute that each token may make to the API")
    webhook_private: bool = Field(
        False, description="Webhooks may be machines of this network, and plain http; else only https in the internet"
    )
    mcp: bool = Field(False, description="Serve the tools for language models (MCP) at /mcp")
    max_message_chars: int = Field(20_000, ge=100, description="Longest buyer message, in characters")
    language: str = Field("en", description="The page's language where the browser names none: `en` or `zh`")
    retention_days: float = Field(
        0, ge=0, description="Days, at least 1, after which a ticket nothing happens to is deleted; 0 keeps everything"
    )
    tone: Literal["plain", "warm", "formal", "short"] = Field(
        "plain", description="How replies greet and close; `short` does neither"
    )
    forbidden: str = Field(
        "", description="What no reply may say beside the shipped promises, by lines or commas; `*` for any ending"
    )
    shop_name: str = Field("", description="Signature under replies; empty for none")
    host: str = Field("127.0.0.1", description="Address to serve on; only loopback until accounts exist")
    port: int = Field(7860, ge=0, le=65535, description="Port to serve on")
    public_url: str = Field(
        "", description="Address that agents type where a reverse proxy stands in front, such as https://assist.example"
    )
    trusted_proxies: str = Field(
        "", description="Addresses or networks of reverse proxies, by commas, whose X-Forwarded-* headers are believed"
    )
    session_idle_hours: float = Field(12.0, gt=0, description="Hours without a request after which a session ends")
    session_days: float = Field(7.0, gt=0, description="Days after which a session ends in any case")
    audit_days: int = Field(730, ge=91, description="Days that the audit log is kept")
    body_timeout: float = Field(
        30.0, gt=0, description="Seconds an upload may stand still; over all it must come at 10 kB/s or faster"
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token with which a monitor reads /metrics; empty: leads and admins only"
    )
    oidc_issuer: str = Field("", description="Issuer URL of an OpenID Connect provider; empty for none")
    oidc_client_id: str = Field("", description="This program's client id at the provider")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Its secret; empty for a public client")
    oidc_role_claim: str = Field("groups", description="Claim that tells a person's role; dots lead inside objects")
    oidc_roles: str = Field(
        "", description="Which of its values means which role: `admin=it,lead=shift-leads,agent=*`; empty: all agents"
    )

    @field_validator("retention_days")
    @classmethod
    def _whole_days(cls, days: float) -> float:
        """Parts of a day are a slip (hours? minutes?) that would delete what is being worked on."""
        if 0 < days < 1:
            raise PydanticCustomError("retention_short", "tickets are kept for a day at least, or for ever with 0")
        return days

    @field_validator("glm_key", "metrics_token", "oidc_client_secret")
    @classmethod
    def _one_line(cls, secret: SecretStr) -> SecretStr:
        """A secret as it was pasted: white space around it is taken off, inside it no header can carry it."""
        plain = secret.get_secret_value().strip()
        if not plain.isprintable():
            raise PydanticCustomError("secret_broken", "a line break stands inside; paste it again as one line")
        return SecretStr(plain)


def read_settings(**changes: Any) -> Settings:
    """The settings of environment and `.env`; raises `SettingsError` naming the one that cannot be honoured."""
    try:
        return Settings(**changes)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"ASSIST_{name}: {first['msg']}") from error
