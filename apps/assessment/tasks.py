"""Letters of the room; `apps.jobs.letters` sends them."""

from apps.assessment import letters
from apps.jobs.letters import letter

letter("submitted")(letters.submitted)
letter("graded")(letters.graded)
