"""Changes to a map as small lists of operations on the plain document tree, addressed by object id.

``set`` (without a value: back to the default) · ``add`` · ``remove`` · ``move`` · ``replace`` (restoring a
snapshot; never accepted from a client). Every change yields the operations that undo it exactly. Removing an
object also takes it out of every reference to it, and takes away what cannot stand without it (a transition,
a step of the walk-through, a waiver of nothing else); a stage that holds touchpoints is not removed at all.

Documents are in canonical form: a field at its default value is left out.
"""

from apps.journeys.domain.operations.apply import MAX_OPERATIONS, OperationError, apply, check
from apps.journeys.domain.operations.rebase import FieldConflict, conflicts, rebase
from apps.journeys.domain.operations.tree import Document, Operation, Tree

__all__ = [
    "MAX_OPERATIONS",
    "Document",
    "FieldConflict",
    "Operation",
    "OperationError",
    "Tree",
    "apply",
    "check",
    "conflicts",
    "rebase",
]
