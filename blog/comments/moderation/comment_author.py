"""Who writes a comment, and what is known of them."""

from dataclasses import dataclass

from accounts.models import User
from blog.comments.author_counters import WriterTally
from lib.client_ip import Address, household_of, network_of
from lib.hashing import digest


@dataclass(frozen=True)
class CommentAuthor:
    """A guest, or the account `user`, whose name and e-mail address stand here then."""

    name: str
    email: str
    address: Address
    website: str = ""
    user: User | None = None
    agent: str = ""  # What their browser calls itself; Akismet asks.

    def digests(self) -> dict[str, str]:
        """The fields of a comment by which its writer is recognised. Case makes no difference."""
        email = self.email.strip().casefold()
        return {
            "email_digest": digest("email", email),
            "domain_digest": digest("domain", email.rpartition("@")[2]),
            "address_digest": digest("address", household_of(self.address)),
            "network_digest": digest("network", network_of(self.address)),
        }

    def history(self) -> dict[str, int]:
        """How many of their comments are in each state. One query.

        An account is recognised by itself alone: nobody else's comments speak for it.
        """
        writer = str(self.user.pk) if self.user else self.digests()["email_digest"]
        return WriterTally.objects.of([writer])[writer]
