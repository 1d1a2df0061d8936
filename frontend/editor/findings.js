// What the check found, in the text: each <a data-line data-column> beneath it is a mark at its place, and leads there.
import { setDiagnostics } from "@codemirror/lint";

const WORD = /^[^\s,:[\]{}]+/;

// Lines and columns count from 1, columns in characters: one character of a name may be two units of a JavaScript text.
const placeOf = (doc, { line, column }) => {
  const at = doc.line(Math.min(Math.max(Number(line), 1), doc.lines));
  const before = [...at.text].slice(0, Number(column) - 1).join("");
  const word = WORD.exec(at.text.slice(before.length))?.[0] ?? "";
  const from = at.from + before.length;
  return { from, to: Math.min(from + Math.max(word.length, 1), doc.length) };
};

export const mark = (view) => {
  const found = [...document.querySelectorAll("#findings a[data-line][data-problem]")].map((link) => {
    const { from, to } = placeOf(view.state.doc, link.dataset);
    return { from: Math.min(from, to), to, severity: link.dataset.severity, message: link.dataset.problem };
  });
  view.dispatch(setDiagnostics(view.state, found));
};

export const jump = (view, link, event) => {
  event.preventDefault();
  const { from, to } = placeOf(view.state.doc, link.dataset);
  view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  view.dom.getRootNode().host.scrollIntoView({ block: "nearest" });
  view.focus();
};
