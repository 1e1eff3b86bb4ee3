// Imported first: ends the process with a clear message on a Node that cannot run the launcher. Old syntax only.
const MINIMUM_MAJOR = 20;

if (Number(process.versions.node.split('.')[0]) < MINIMUM_MAJOR) {
  process.stderr.write(
    'grapevine: this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '), and Node ' +
      MINIMUM_MAJOR +
      ' or newer is needed to start.\n' +
      'Install a current Node (any version from ' +
      MINIMUM_MAJOR +
      ' on will do; Grapevine brings the one it runs on) and start again.\n',
  );
  process.exit(2);
}
