"""What is known about photos beyond their own row: agencies and near-duplicates."""
