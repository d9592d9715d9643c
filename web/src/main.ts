import { mount } from 'svelte';
import App from './App.svelte';
import './tokens.css';
import './page.css';

try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Nothing is kept here; the system says which theme.
}

const target = document.getElementById('page');
if (target) mount(App, { target });
