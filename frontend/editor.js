// The editor of plans, on its page alone: CodeMirror in place of <textarea data-editor>, which stays in the form and
// holds the text that is sent and checked. Without this script the textarea is the editor.
// It lives in a shadow root: there CodeMirror adopts style sheets, which the security policy allows; a <style> it would not.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, defaultHighlightStyle, foldGutter, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { jump, mark } from "./editor/findings.js";
import { keep, putBack } from "./editor/kept.js";
import { look } from "./editor/look.js";
import { offered } from "./editor/words.js";

const LEAST_WIDE = 768; // below, line numbers and folding take room that the text needs

const settings = () => JSON.parse(document.getElementById("editor-words").textContent);

const saving = (form) => keymap.of([{ key: "Mod-s", run: () => (form.requestSubmit(), true) }]);

const carry = (textarea) => EditorView.updateListener.of((update) => {
  if (!update.docChanged) return;
  textarea.value = update.state.doc.toString();
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
  keep(textarea);
});

const extensions = (textarea, { words, phrases }) => [
  innerWidth >= LEAST_WIDE ? [lineNumbers(), foldGutter(), highlightActiveLineGutter()] : [],
  lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightSelectionMatches(), bracketMatching(),
  indentOnInput(), indentUnit.of("  "), yaml(), syntaxHighlighting(defaultHighlightStyle), search({ top: true }),
  autocompletion({ override: [offered(words)] }),
  saving(textarea.form),
  keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
  EditorView.lineWrapping, EditorState.phrases.of(phrases), EditorState.readOnly.of(textarea.readOnly),
  EditorView.contentAttributes.of({ "aria-label": textarea.labels[0].textContent.trim(), autocapitalize: "off", spellcheck: "false", tabindex: "0" }),
  look, carry(textarea),
];

const mount = (textarea) => {
  const host = Object.assign(document.createElement("div"), { className: "editor" });
  textarea.after(host);
  const view = new EditorView({ doc: textarea.value, extensions: extensions(textarea, settings()), parent: host.attachShadow({ mode: "open" }) });
  textarea.hidden = true;
  textarea.labels[0].addEventListener("click", () => view.focus());
  putBack(textarea, (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }));
  return view;
};

const textarea = document.querySelector("textarea[data-editor]");
if (textarea) {
  const view = mount(textarea);
  document.addEventListener("htmx:after:swap", () => mark(view));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (link) jump(view, link, event);
  });
}
