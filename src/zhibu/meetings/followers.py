"""What this room adds to verification."""

from zhibu.meetings import checking
from zhibu.notary import verify

verify.also_files(checking.check_attachments)
