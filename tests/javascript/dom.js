// A DOM for scripts that expect a browser's globals; import it before them.
import { JSDOM } from "jsdom"

const { window } = new JSDOM("<!doctype html><body></body>", { url: "http://localhost/" })
for (const name of ["DOMParser", "Node", "NodeFilter", "document", "window"]) globalThis[name] = window[name]

/** The body of an HTML document. */
export const bodyOf = (html) => new window.DOMParser().parseFromString(html, "text/html").body
