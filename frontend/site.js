// What every page runs: htmx with server-sent events, and small behaviours that hang on data attributes.
// Everything listens on the document, so that content that htmx brings needs no setting up.
import htmx from "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "./behaviour/charts-on-demand.js";
import "./behaviour/copy.js";
import "./behaviour/dialogs.js";
import "./behaviour/disclosure.js";
import "./behaviour/drafts.js";
import "./behaviour/menus.js";
import "./behaviour/requests.js";
import "./behaviour/marks.js";
import "./behaviour/slider.js";
import "./behaviour/tables.js";
import "./behaviour/toasts.js";
import "./behaviour/uploads.js";

// An answer that failed on the server is no content: requests.js says so in a toast and the page stays as it is.
htmx.config.noSwap = [204, 304, "5xx"];
