"""From a release to facts: texts read and kept, the release published, drafts made of its sentences."""
