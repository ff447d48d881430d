// A file field of ours is plain: the toolkit's own listener expects the toolkit's own field, and breaks on it.
"use strict";

for (const input of document.querySelectorAll("input[type=file]")) input.hasChangeListener = true;
