/**
 * A date in the language of the desk, as precisely as it is known; any other text as it is.
 * @param {string} text such as 2023, 2023-03 or 2023-03-22
 */
export function nameDate(text) {
  const match = /^\d{4}(-\d\d)?(-\d\d)?$/.exec(text)
  const date = new Date(match ? text : NaN)
  // A 31st of February is the 3rd of March to the browser.
  if (!match || Number.isNaN(Number(date)) || !date.toISOString().startsWith(text)) return text
  return date.toLocaleDateString(document.documentElement.lang, {
    ...{ calendar: "gregory", timeZone: "UTC", year: "numeric" },
    month: match[1] ? "long" : undefined,
    day: match[2] ? "numeric" : undefined,
  })
}
