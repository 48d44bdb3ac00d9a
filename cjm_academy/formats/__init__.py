"""How days and times are written: one way in each language, short and long alike, hours from 0 to 23."""
