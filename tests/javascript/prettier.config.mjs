export default { semi: false, printWidth: 120 }
