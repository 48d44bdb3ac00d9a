from apps.common.access import Actor
from apps.journeys.models import Upload, UploadPurpose


def upload_by_id(actor: Actor, *, upload_id: str, purpose: UploadPurpose | None = None) -> Upload | None:
    """An own file that waits for its import."""
    found = Upload.objects.for_actor(actor).select_related("map").filter(pk=upload_id)
    return (found.filter(purpose=purpose) if purpose else found).first()
