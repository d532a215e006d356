document.getElementById('timeZone').value = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
