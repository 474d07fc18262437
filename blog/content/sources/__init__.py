"""Operations on sources: merge, split, rename and undo; proposals, and search for duplicates."""
