"""What this room adds to verification."""

from zhibu.meetings import checking
from zhibu.notary import verify

verify.also("attachments", checking.check_attachments)
