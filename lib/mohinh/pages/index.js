(function () {
  var box = document.getElementById("search"), count = document.getElementById("count");
  var rows = [].slice.call(document.querySelectorAll("tr[data-name]"));
  function look() {
    var asked = fold(box.value), shown = 0;
    rows.forEach(function (row) {
      row.hidden = row.dataset.name.indexOf(asked) < 0 && row.dataset.code !== asked;
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = shown;
  }
  document.getElementById("finder").hidden = false;
  box.addEventListener("input", look);
  look();
})();
