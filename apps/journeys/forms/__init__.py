from apps.journeys.forms.changes import ReviewForm, RhythmForm, StateForm
from apps.journeys.forms.combining import (
    BlueprintForm,
    EmployeeForm,
    JointForm,
    NewMapForm,
    RelationForm,
    VariantForm,
)
from apps.journeys.forms.downloads import THEME_NAMES, DownloadForm, PasteForm
from apps.journeys.forms.maps import SHOWABLE, ImageForm, ImportForm, TitleForm, VersionForm
from apps.journeys.forms.sharing import CoAuthorForm, LinkForm
from apps.journeys.forms.starting import StartForm
from apps.journeys.forms.zooming import ZoomForm, ZoomLinkForm

__all__ = [
    "SHOWABLE",
    "THEME_NAMES",
    "BlueprintForm",
    "CoAuthorForm",
    "DownloadForm",
    "EmployeeForm",
    "ImageForm",
    "ImportForm",
    "JointForm",
    "LinkForm",
    "NewMapForm",
    "PasteForm",
    "RelationForm",
    "ReviewForm",
    "RhythmForm",
    "StartForm",
    "StateForm",
    "TitleForm",
    "VariantForm",
    "VersionForm",
    "ZoomForm",
    "ZoomLinkForm",
]
