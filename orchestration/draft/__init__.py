"""From a document to a draft of its report folder, which a person completes and accepts."""
