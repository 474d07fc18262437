// The first steps of a new site offer the time zone of the browser, where it is not that of the site.
import { findOptional } from "../common/dom.js"

/** @param {string} [timeZone] the browser's, if none is given; one name for all names of a zone */
const nameZone = (timeZone) => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone

const form = findOptional("form[data-site-zone]", document, HTMLFormElement)
const button = form && findOptional("[name=time_zone]", form, HTMLButtonElement)
const zone = nameZone()
if (form && button && zone !== nameZone(form.dataset.siteZone)) {
  button.value = zone
  button.textContent = (form.dataset.label ?? "").replace("{zone}", zone)
  form.hidden = false
}
