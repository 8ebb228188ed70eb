// Every page works with this file missing.
import "./scheme.js";
import "./menus.js";
import "./composer.js";
import "./dialogs.js";
import "./toasts.js";
import "./times.js";
import "./forms.js";
import "./zone.js";
import "./notices.js";
import "./quote.js";
import "./offline.js";
import "./quick-exit.js";

document.querySelectorAll(".with-script").forEach((part) => { part.hidden = false; });
