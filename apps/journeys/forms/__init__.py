from apps.journeys.forms.maps import SHOWABLE, ImageForm, ImportForm, TitleForm, VersionForm

__all__ = ["SHOWABLE", "ImageForm", "ImportForm", "TitleForm", "VersionForm"]
