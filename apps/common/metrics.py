"""What the lower floors count for whoever watches over the installation; `apps.operate` serves the figures."""

from prometheus_client import Counter

# Edits of maps that were stored, whoever made them.
map_saves = Counter("cjm_map_saves", "Edits of maps that were stored.")
