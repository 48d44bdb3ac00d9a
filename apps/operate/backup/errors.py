class BackupError(Exception):
    """One sentence for the operator: what is wrong and what to do."""
