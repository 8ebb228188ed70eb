// What is loaded only where somebody can write.
import "./completion.js";
import "./formatting.js";
import "./pasting.js";
import "./beside.js";
import "./drafts.js";
