// Slugs of titles, as lib/slugs.py makes them.

/**
 * A slug of letters and digits of any script, hyphens and underscores.
 * @param {string} text
 * @param {number} maxLength
 */
export const createSlug = (text, maxLength) =>
  text
    .toLowerCase()
    .replace(/[^-_\p{L}\p{N}\s]/gu, "")
    .trim()
    .replace(/[-\s]+/g, "-")
    .slice(0, maxLength)
    .replace(/-+$/, "")
