// How an axis writes its ticks: the short forms of boji/platform/formats.py. Exact figures come from there as text.
const SHORT = { zh: [10_000, "万"], en: [1_000, "k"] };

// QuickJS has no Intl, so the separators are put in by hand.
const plain = (value) => String(Math.round(value * 100) / 100).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");

const short = (value, language) => {
  const [unit, name] = SHORT[language];
  return value < unit ? plain(value) : plain(value / unit) + name;
};

const signed = (value, text) => (value < 0 ? `−${text(-value)}` : text(value));

export const ticks = {
  money: (language) => (fen) => signed(fen, (size) => `¥${short(size / 100, language)}`),
  count: (language) => (number) => signed(number, (size) => short(size, language)),
  percent: () => (rate) => signed(rate, (size) => `${plain(size * 100)}%`),
  plain: () => (number) => signed(number, plain),
};
