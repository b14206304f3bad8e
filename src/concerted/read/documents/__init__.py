"""Documents in: text, HTML, PDF, WARC and WACZ; one kind a file. Untrusted files are taken apart in a child process with limits."""

from concerted.read.documents.folder import DocumentLedger, Refused, folder
from concerted.read.documents.open import document, documents

__all__ = ["DocumentLedger", "Refused", "document", "documents", "folder"]
