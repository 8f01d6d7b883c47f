function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[đð]/g, "d").replace(/[^a-z0-9]+/g, " ").trim();
}
