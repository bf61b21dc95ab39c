package dev.duet.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the module, and into the manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        ModuleDescriptor module = Main.class.getModule().getDescriptor();
        String version = module == null
                ? Main.class.getPackage().getImplementationVersion()
                : module.rawVersion().orElse(null);
        version = version == null ? "development" : version;
        return new String[] {"duet " + version + " (Java " + Runtime.version() + ")"};
    }
}
