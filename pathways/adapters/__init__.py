"""What connects conclusions to the running world: the doorbell that wakes workers, and each worker's own watch."""
