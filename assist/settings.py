"""Settings: one frozen record, read once by a door and passed in; every field says what it is for."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    glm: str = Field(
        "off", description="`off`: answers are extracted and checked, no model is asked; nothing else is built in yet"
    )
    ocr_engine: str = Field("openvino", description="`openvino`, or `onnxruntime` where OpenVINO does not run")
    ocr_threads: int = Field(2, ge=1, le=64, description="Threads of the reading process")
    ocr_memory_mb: int = Field(1300, ge=300, description="The reading process is renewed above this many MB")
    ocr_timeout: float = Field(30.0, gt=0, description="Seconds a photo may take to be read before it is given up")
    embed_threads: int = Field(2, ge=1, le=64, description="Threads of the embedder")
    max_upload_mb: int = Field(40, ge=1, description="Largest photo, in MB")
    max_photo_mp: float = Field(60.0, gt=0, description="Largest photo, in millions of pixels")
    max_manual_mb: int = Field(200, ge=1, description="Largest manual, in MB")
    max_manual_pages: int = Field(3000, ge=1, description="Most pages a manual may have")
    page_timeout: float = Field(60.0, gt=0, description="Seconds a manual's page may take before it is given up")
    max_message_chars: int = Field(20_000, ge=100, description="Longest buyer message, in characters")
    language: str = Field("en", description="The page's language where the browser names none: `en` or `zh`")
    shop_name: str = Field("", description="Signature under replies; empty for none")
    host: str = Field("127.0.0.1", description="Address to serve on; only loopback until accounts exist")
    port: int = Field(7860, ge=0, le=65535, description="Port to serve on")
