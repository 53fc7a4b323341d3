import init from "/app.js";
import "/charts/bars.js";
import "/documents/import.js";
import "/documents/patient.js";
import "/settings/history.js";
import "/settings/join.js";
import "/settings/settings.js";
import "/settings/setup.js";
import "/settings/undo.js";

const show = (id) => document.getElementById(id)?.removeAttribute("hidden");

// The app has broken down: nothing on the page works any more until it is loaded again.
addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError) show("breakdown");
});

init({ module_or_path: "/app_bg.wasm" }).catch((error) => {
  console.error(error);
  document.getElementById("splash-loading")?.remove();
  show("splash-failed");
});
