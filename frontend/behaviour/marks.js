// <ol class="slider-marks"><li data-place="0.4"><a>: thresholds at their place on a slider's track, in as many lanes
// as keep their words apart. <a data-moves="id" data-value="35.01" data-step="0.01"> moves that slider there.
const GAP = 8;
const THUMB = 18; // the middle of the slider's handle goes from half of it to half of it before the end

const place = (list) => {
  const width = list.clientWidth;
  const ends = []; // where the words of each lane end so far
  for (const mark of list.children) {
    const words = mark.firstElementChild;
    const at = THUMB / 2 + (width - THUMB) * mark.dataset.place;
    const left = Math.max(0, Math.min(at - words.offsetWidth / 2, width - words.offsetWidth));
    const free = ends.findIndex((end) => end + GAP <= left);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = left + words.offsetWidth;
    mark.style.setProperty("--at", `${at}px`);
    mark.style.setProperty("--left", `${left}px`);
    mark.style.setProperty("--lane", lane);
  }
  list.style.setProperty("--lanes", ends.length);
};

const seen = new ResizeObserver((entries) => entries.forEach((entry) => place(entry.target)));

const begin = (root) =>
  root.querySelectorAll?.(".slider-marks:not(.placed)").forEach((list) => {
    list.classList.add("placed");
    seen.observe(list);
  });

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("a[data-moves]");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const slider = document.getElementById(mark.dataset.moves);
  slider.step = mark.dataset.step;
  slider.dataset.decimals = (mark.dataset.step.split(".")[1] ?? "").length;
  slider.value = mark.dataset.value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("DOMContentLoaded", () => begin(document));
document.addEventListener("htmx:after:process", (event) => begin(event.target));
