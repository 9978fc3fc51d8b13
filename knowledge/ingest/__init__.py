"""From the bytes of a release to its sentences, and from these to drafts of facts. Pure, as all of `knowledge`."""
