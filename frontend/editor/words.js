// Completion: the keys of plans, metrics, attributes and functions that the page names, each with what it is.
const WORD = /[\p{L}_][\p{L}\p{N}_]*/u;

export const offered = (words) => {
  const options = words.map(([label, detail, type]) => ({ label, detail, type }));
  return (context) => {
    const word = context.matchBefore(WORD);
    if (!word && !context.explicit) return null;
    return { from: word ? word.from : context.pos, options, validFor: /^[\p{L}\p{N}_]*$/u };
  };
};
