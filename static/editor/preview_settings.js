// Whether the live preview is open, its width and its colours: kept in this browser.

const STORAGE_KEY = "post-preview"

/** @typedef {{ open: boolean, width: string, scheme: string }} Settings */

/** @returns {Settings} */
export function readSettings() {
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
  const defaults = { open: false, width: "phone", scheme }
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") }
  } catch {
    return defaults
  }
}

/** @param {Settings} settings */
export function storeSettings(settings) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings))
  } catch {
    // The next page has the defaults.
  }
}
