// The editor in the colours of the page; the custom properties of theme.css reach into its shadow root.
import { EditorView } from "@codemirror/view";

export const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-monospace)", lineHeight: "1.6" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--ground)", borderRight: "1px solid var(--hairline)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-wash)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--edge)", borderRadius: "6px", boxShadow: "var(--shadow-high)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "#fff", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { marginLeft: "12px", fontStyle: "normal", color: "var(--quiet)" },
  "li[aria-selected] .cm-completionDetail": { color: "#fff" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--blocked)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--ground)" },
});
