package dev.duet.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the module. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        ModuleDescriptor module = Main.class.getModule().getDescriptor();
        String version = module == null ? "development" : module.rawVersion().orElse("development");
        return new String[] {"duet " + version + " (Java " + Runtime.version() + ")"};
    }
}
