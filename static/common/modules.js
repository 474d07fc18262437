// The exports of the modules that have run, by their names: storage/joined_scripts.py fills it in the files of a page.

/** @type {Record<string, any>} */
export const modules = {}
