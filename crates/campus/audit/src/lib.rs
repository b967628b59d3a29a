//! Who did what, on what, when and from where: an append-only, hash-chained record for each institute.
