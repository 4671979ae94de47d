// Validates the card while the payer types, and submits some forms automatically. The pages also work without it.
"use strict";

/** The prefixes of brands. Documented test cards with other prefixes have a `data-brand`. */
const BRANDS = [
  ["Visa", /^4/],
  ["MasterCard", /^(5[1-5]|2(2[2-9]|[3-6]|7[01]|720))/],
  ["Humo", /^9860/],
  ["UzCard", /^(8600|5614)/],
];

const digits = (text) => text.replace(/\D/g, "");

function isCardNumber(number) {
  const sum = [...number].reverse().reduce((sum, digit, index) => {
    const value = index % 2 ? digit * 2 : Number(digit);
    return sum + Math.floor(value / 10) + (value % 10);
  }, 0);
  return number.length >= 13 && number.length <= 19 && sum % 10 === 0;
}

/** The error of a field: the name of the `data` attribute with the message, or null. */
const CHECKS = {
  card_number(text) {
    if (!digits(text)) return "empty";
    return isCardNumber(digits(text)) ? null : "invalid";
  },
  expiry_date(text) {
    const [, month, year] = /^(\d\d)(\d\d|20\d\d)$/.exec(digits(text)) ?? [];
    if (!month || month < 1 || month > 12) return "invalid";
    const now = new Date();
    const lastOfMonth = new Date(Date.UTC(2000 + (year % 100), month, 1));
    return lastOfMonth > now ? null : "past";
  },
  cvv2(text) {
    return /^\d{3,4}$/.test(text.trim()) ? null : "invalid";
  },
};

/** Formats the value of a field while the payer types. */
const FORMATS = {
  card_number: (text) => digits(text).slice(0, 19).replace(/(\d{4})(?=\d)/g, "$1 "),
  expiry_date(text, isDeleting) {
    if (/^[2-9]$/.test(text.trim())) return `0${text.trim()}/`;
    const typed = digits(text).slice(0, 6);
    const isComplete = typed.length > 2 || (typed.length === 2 && !isDeleting);
    return isComplete ? `${typed.slice(0, 2)}/${typed.slice(2)}` : typed;
  },
  cvv2: (text) => digits(text).slice(0, 4),
};

/** Formats a field, and keeps the caret behind the same digit. */
function format(field, event) {
  const before = digits(field.value.slice(0, field.selectionStart ?? field.value.length)).length;
  const isAtEnd = field.selectionStart === field.value.length;
  field.value = FORMATS[field.name](field.value, event?.inputType?.startsWith("delete"));
  if (isAtEnd) return;
  let caret = 0;
  for (let seen = 0; caret < field.value.length && seen < before; caret++) {
    if (/\d/.test(field.value[caret])) seen++;
  }
  field.setSelectionRange(caret, caret);
}

function setText(id, text) {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
}

/** Shows the error of a field, in place of its hint. Returns whether it is valid. */
function check(field) {
  const error = CHECKS[field.name](field.value);
  setText(`${field.name}-error`, error ? field.dataset[error] : "");
  if (error) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", `${field.name}-${error ? "error" : "hint"}`);
  return !error;
}

function showBrand(number, listed) {
  const brand = listed ?? BRANDS.find(([, prefix]) => prefix.test(number))?.[0];
  for (const mark of document.querySelectorAll("#brand svg")) {
    mark.classList.toggle("shown", mark.dataset.mark === brand);
  }
}

function payForm(form) {
  form.noValidate = true;
  const fields = Object.keys(CHECKS).map((name) => form.elements[name]);
  const links = [...document.querySelectorAll("a[data-number]")];
  /** Shows the brand of a number, marks it in the list, and unfolds the list for a card that is not in it. */
  const recognize = (number, isComplete) => {
    const listed = links.find((link) => link.dataset.number === number);
    showBrand(number, listed?.dataset.brand);
    for (const link of links) {
      if (link === listed) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const isUnlisted = isComplete && !listed && isCardNumber(number);
    setText("card_number-hint", isUnlisted ? fields[0].dataset.unlisted : "");
    if (isUnlisted) document.getElementById("test-cards").open = true;
  };
  // An error that appears while a button is pressed would move the button away from the pointer.
  let isPressing = false;
  document.addEventListener("pointerdown", (event) => (isPressing = Boolean(event.target.closest("button, a"))));
  document.addEventListener("pointerup", () => (isPressing = false));
  for (const field of fields) {
    field.addEventListener("input", (event) => {
      format(field, event);
      // A shorter number can be the beginning of a longer one.
      if (field.name === "card_number") recognize(digits(field.value), digits(field.value).length >= 16);
      if (field.hasAttribute("aria-invalid")) check(field);
    });
    field.addEventListener("blur", () => {
      if (!field.value || isPressing) return;
      check(field);
      if (field.name === "card_number") recognize(digits(field.value), true);
    });
  }
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const values = [link.dataset.number, link.dataset.expiry, "123"];
      fields.forEach((field, index) => {
        field.value = FORMATS[field.name](values[index]);
        check(field);
      });
      recognize(link.dataset.number, true);
      // The list stays under the pointer; Enter pays.
      form.querySelector("button").focus({ preventScroll: true });
    });
  }
  form.addEventListener("submit", (event) => {
    const invalid = fields.filter((field) => !check(field));
    const button = form.querySelector("button");
    if (invalid.length || button.hasAttribute("aria-disabled")) {
      event.preventDefault();
      invalid[0]?.focus();
      return;
    }
    button.setAttribute("aria-disabled", "true");
  });
  // A page that is restored from the browser's history can be submitted again.
  addEventListener("pageshow", () => form.querySelector("button").removeAttribute("aria-disabled"));
  recognize(digits(fields[0].value), false);
}

document.querySelectorAll("form[data-pay]").forEach(payForm);
for (const form of document.querySelectorAll("form[data-send]")) {
  for (const text of form.querySelectorAll("[hidden]")) text.hidden = false;
  setTimeout(() => form.submit(), Number(form.dataset.send));
}
