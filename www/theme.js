// Before anything is painted: the light or dark chosen last time, so that the page does not flash.
try {
  const theme = localStorage.getItem("puente.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no memory: the system's preference holds.
}
